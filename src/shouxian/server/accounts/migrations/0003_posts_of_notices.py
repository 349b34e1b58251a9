from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_the_door")]

    operations = [
        migrations.AlterField("posting", "post", models.CharField(default="", max_length=160)),
    ]
