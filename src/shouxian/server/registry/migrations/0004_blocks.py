from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_who_is_gone"),
    ]

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=40)),
                ("village", models.CharField(max_length=12)),
                ("shape", models.CharField(max_length=16)),
                ("content", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["village"], name="registry_bl_village_56e299_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "shape", "village"), name="one_block_per_village")
                ],
            },
        ),
    ]
