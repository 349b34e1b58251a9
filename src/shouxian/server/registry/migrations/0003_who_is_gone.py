from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_lines_and_files"),
    ]

    operations = [
        migrations.AddField("household", "closed_on", models.DateField(null=True)),
        migrations.AddField("member", "left_on", models.DateField(null=True)),
    ]
